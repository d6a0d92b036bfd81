// Reads the number of a decision from a photograph of its QR code. Without a browser that can, nothing is offered.
(function () {
  'use strict';
  var offer = document.getElementById('scan');
  var number = document.getElementById('number');
  if (!offer || !number || !('BarcodeDetector' in window) || !('createImageBitmap' in window)) return;
  var picture = offer.querySelector('input');
  var status = offer.querySelector('[role=status]');
  offer.hidden = false;

  function numberIn(codes) {
    for (var i = 0; i < codes.length; i++) {
      var match = /(?:^|\D)(\d{15,16})(?:\D|$)/.exec(codes[i].rawValue);
      if (match) return match[1];
    }
    return null;
  }

  function show(found) {
    status.textContent = found ? '' : offer.getAttribute('data-failed');
    if (!found) return;
    number.value = found;
    number.focus();
  }

  picture.addEventListener('change', function () {
    var file = picture.files[0];
    if (!file) return;
    var detector = new window.BarcodeDetector({ formats: ['qr_code'] });
    window
      .createImageBitmap(file)
      .then(function (image) {
        return detector.detect(image);
      })
      .then(numberIn)
      .catch(function () {
        return null;
      })
      .then(show);
  });
})();
