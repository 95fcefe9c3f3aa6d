<?php
// Installs the site and its people, all with the application password given third; writes their ids as JSON into the
// file named second.
define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = '127.0.0.1';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
$_SERVER['REQUEST_METHOD'] = 'GET';
require $argv[1] . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
function wp_mail() { return true; }
wp_install('Test council', 'admin', 'admin@example.test', false, '', wp_generate_password());
update_option('timezone_string', 'Pacific/Auckland'); // thirteen hours from UTC: a zone forgotten shows at once
update_option('comment_moderation', '0');
update_option('comment_previously_approved', '0');
$people = [];
foreach (['moderator' => 'editor', 'colleague' => 'editor', 'writer' => 'author'] as $name => $role) {
    $id = wp_insert_user(['user_login' => $name, 'user_pass' => wp_generate_password(), 'user_email' => "$name@example.test", 'role' => $role]);
    WP_Application_Passwords::create_new_application_password($id, ['name' => 'tests']);
    $kept = WP_Application_Passwords::get_user_application_passwords($id);
    $kept[0]['password'] = wp_hash_password($argv[3]); // WordPress makes up its own; ours can be looked for in logs
    update_user_meta($id, '_application_passwords', $kept);
    $people[$name] = (string) $id;
}
file_put_contents($argv[2], json_encode($people));
