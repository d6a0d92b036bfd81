// Keeps the page of an open order up to date. Everything on the page works without it.
// Old in-app browsers run this as it is: no syntax younger than ES5.
(function () {
  'use strict';
  var status = document.getElementById('status');
  var deadline = document.getElementById('deadline');
  if (!status || !status.getAttribute('data-url')) return;

  var startedAt = Date.now();
  var timer = 0;
  var isAsking = false;
  var isToAskAgain = false;
  var stream = null;
  var isTold = false;
  var isLeaving = false;

  // Most payments come in the first half minute; half of a gap is what the payer waits for the news.
  // While the server tells of changes, asking is for what changes with time alone.
  function gap() {
    if (isTold) return 15000;
    var seconds = (Date.now() - startedAt) / 1000;
    return seconds < 30 ? 1000 : seconds < 180 ? 2000 : 5000;
  }

  // A text that has not changed is not written: it would be read aloud again.
  function show(element, text) {
    if (element && text && element.textContent !== text) element.textContent = text;
  }

  function plan() {
    clearTimeout(timer);
    if (!document.hidden && !isLeaving) timer = setTimeout(ask, gap());
  }

  // Where the server cannot tell (an old browser, no room, a proxy that holds it up), the page goes on asking.
  function listen() {
    if (!window.EventSource || stream || document.hidden || isLeaving) return;
    stream = new EventSource(status.getAttribute('data-events'));
    stream.onopen = function () {
      isTold = true;
      ask();
    };
    stream.onerror = function () {
      isTold = false;
      plan();
    };
    stream.addEventListener('change', ask);
  }

  function stopListening() {
    if (stream) stream.close();
    stream = null;
    isTold = false;
  }

  // The server draws the new page; this one only says what has happened.
  function leave(text) {
    isLeaving = true;
    stopListening();
    show(status, text);
    setTimeout(function () {
      location.replace(status.getAttribute('data-page'));
    }, 600);
  }

  function read(request) {
    if (request.status === 404) return leave('');
    if (request.status !== 200) throw new Error('no answer');
    var answer = JSON.parse(request.responseText);
    if (answer.state !== status.getAttribute('data-state')) return leave(answer.text);
    show(status, answer.text);
    show(deadline, answer.deadline);
  }

  function ask() {
    if (isLeaving) return;
    // The answer that is under way may be older than what was just told.
    isToAskAgain = isAsking;
    if (isAsking) return;
    isAsking = true;
    clearTimeout(timer);
    var request = new XMLHttpRequest();
    request.open('GET', status.getAttribute('data-url'));
    request.timeout = 10000;
    request.onloadend = function () {
      isAsking = false;
      try {
        read(request);
      } catch (_error) {
        show(status, status.getAttribute('data-offline'));
      }
      if (isToAskAgain) ask();
      else plan();
    };
    request.send();
  }

  document.addEventListener('visibilitychange', function () {
    if (document.hidden) {
      clearTimeout(timer);
      stopListening();
    } else {
      listen();
      ask();
    }
  });
  window.addEventListener('pageshow', function (event) {
    // Back from the wallet, the page may come from memory as it was left.
    if (event.persisted) {
      isLeaving = isAsking = false;
      stopListening();
    }
    listen();
    ask();
  });
  window.addEventListener('online', ask);
})();
