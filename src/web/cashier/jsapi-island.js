// Calls the channel's app that this page is open in. Runs as it is in old in-app browsers: no syntax younger than ES5.
(function () {
  'use strict';
  var button = document.getElementById('call-app');
  if (!button) return;

  function tell(text) {
    var status = document.getElementById('status');
    if (status) status.textContent = text;
  }

  // Whatever the app says, the server's word counts: the page asks for it at once.
  function lookAgain() {
    var event = document.createEvent('Event');
    event.initEvent('online', false, false);
    window.dispatchEvent(event);
  }

  button.addEventListener('click', function () {
    var bridge = window[button.getAttribute('data-bridge')];
    if (!bridge) return tell(button.getAttribute('data-absent'));
    var action = JSON.parse(button.getAttribute('data-action'));
    bridge.invoke(button.getAttribute('data-method'), action, lookAgain);
  });
})();
