// A form that was refused stands in the history as a form that was sent: on the way Back, and at a reload, browsers
// show an error or ask whether to send it again (Chromium keeps no answer 401 at all). The address of the page that
// the form stands on takes its place.
if (document.referrer.startsWith(`${location.origin}/`)) history.replaceState(null, '', document.referrer);
