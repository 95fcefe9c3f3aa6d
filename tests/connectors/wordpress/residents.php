<?php
// What residents, the council and time do to the site, for tests: WordPress's own functions, with a moment of our choice.
add_action('rest_api_init', function () {
    $comment = function ($asked) {
        $words = $asked['markup'] ?? wp_unslash(wp_filter_kses(wp_slash($asked['text'])));
        return wp_insert_comment(wp_slash([
            'comment_post_ID' => $asked['post'], 'comment_parent' => $asked['parent'] ?? 0,
            'comment_author' => $asked['name'], 'comment_author_email' => 'someone@example.test',
            'comment_author_IP' => '192.0.2.7', 'comment_agent' => 'A resident\'s browser',
            'comment_content' => $words, 'user_id' => $asked['user'] ?? 0, 'comment_approved' => $asked['approved'] ?? 1,
            'comment_date_gmt' => $asked['at'], 'comment_date' => get_date_from_gmt($asked['at']),
        ]));
    };
    $routes = [
        'reset' => function () {
            global $wpdb;
            foreach (['comments', 'commentmeta', 'posts', 'postmeta'] as $table) {
                $wpdb->query("TRUNCATE {$wpdb->prefix}$table");
            }
            update_option('timezone_string', 'Pacific/Auckland');
            return true;
        },
        'option' => fn($asked) => update_option($asked['name'], $asked['value']),
        'post' => fn($asked) => wp_insert_post([
            'post_title' => $asked['title'], 'post_content' => 'x', 'post_status' => 'publish',
            'post_type' => $asked['type'] ?? 'post', 'comment_status' => 'open',
        ]),
        'comment' => $comment,
        'comments' => fn($asked) => array_map($comment, $asked['rows']),
        'edit' => fn($asked) => wp_update_comment(['comment_ID' => $asked['id'], 'comment_content' => wp_slash($asked['text'])]),
        'status' => fn($asked) => wp_set_comment_status($asked['id'], $asked['status']),
        'delete' => fn($asked) => wp_delete_comment($asked['id'], true),
        'show' => fn($asked) => get_comment($asked['id']),
    ];
    foreach ($routes as $name => $act) {
        register_rest_route('residents', "/$name", ['methods' => 'POST', 'permission_callback' => '__return_true', 'callback' => $act]);
    }
});
