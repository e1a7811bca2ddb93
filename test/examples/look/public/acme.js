// Runs on every page. Nothing may be needed for which a page has no other way.
document.documentElement.dataset.acme = 'here';
