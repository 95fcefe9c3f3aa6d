<?php
// What the installer's LocalSettings.php does not say: loopback, quick, and open to many edits at once.
$wgGroupPermissions['sysop']['deleterevision'] = true;
$wgMainCacheType = CACHE_ACCEL;
$wgJobRunRate = 0;
$wgEnableEmail = false;
$wgRateLimits = [];
$wgPasswordAttemptThrottle = [];
