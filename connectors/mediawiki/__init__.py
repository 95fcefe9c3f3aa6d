"""Talk pages of a MediaWiki wiki, through mwclient."""
