<?php
// Makes the people of a test: people.php --conf LocalSettings.php < JSON list of {name, password, groups, bots}.
require_once '/usr/share/mediawiki/maintenance/Maintenance.php';

class People extends Maintenance {
	public function execute() {
		foreach ( json_decode( stream_get_contents( STDIN ), true ) as $person ) {
			$user = User::createNew( $person['name'] );
			$secret = $person['password'];
			$user->changeAuthenticationData(
				[ 'username' => $person['name'], 'password' => $secret, 'retype' => $secret ] );
			foreach ( $person['groups'] as $group ) {
				$user->addGroup( $group );
			}
			foreach ( $person['bots'] as $name => $bot ) {
				$this->addBot( $user, $name, $bot );
			}
		}
	}

	private function addBot( User $user, string $name, array $given ) {
		$bot = BotPassword::newUnsaved( [ 'user' => $user, 'appId' => $name, 'grants' => $given['grants'] ] );
		$hash = MediaWiki\MediaWikiServices::getInstance()->getPasswordFactory()->newFromPlaintext( $given['token'] );
		if ( !$bot->save( 'insert', $hash )->isOK() ) {
			$this->fatalError( "the bot password $name could not be made" );
		}
	}
}

$maintClass = People::class;
require_once RUN_MAINTENANCE_IF_MAIN;
