/**
 * What makes figures over epochs readable point by point, as the page's one script: one epoch picked in all of them, by
 * pointing or by a slider, and curves hidden by the buttons of their legend. What it needs stands in the page (`data-series`
 * in the drawings and at the columns of their tables), and its controls are made by it, so that a page without it is complete.
 *
 * Written without the signs "less than" and "and", so that a page with it still is well-formed XML.
 */
export const reader = `
'use strict';
(function () {
  var make = function (name, parent, text, kind) {
    var element = document.createElement(name);
    if (text) element.textContent = text;
    if (kind) element.className = kind;
    parent.append(element);
    return element;
  };
  var all = function (root, selector) { return Array.from(root.querySelectorAll(selector)); };
  var readers = [];
  var pick = function (value, name) {
    readers.forEach(function (one) { if (one.name === name) one.show(value); });
  };
  all(document, 'figure').forEach(function (figure) {
    var svg = figure.querySelector('svg');
    var heads = all(figure, 'thead th');
    var columns = heads.map(function (head, i) { return { i: i, series: head.dataset.series, name: head.textContent }; })
      .filter(function (column) { return column.series; });
    var rows = all(figure, 'tbody tr').filter(function (row) { return row.querySelector('th data'); });
    var axis = svg ? svg.querySelector('[data-axis="x"]') : null;
    if (columns.length === 0) return;
    // Of a few points nothing must be read off: the table says it as quickly.
    if (6 > rows.length) return;
    if (!axis) return;
    var name = heads[0].textContent;
    var map = axis.dataset;
    var xs = rows.map(function (row) { return Number(row.querySelector('th data').value); });
    var form = map.form === 'log' ? Math.log : Number;
    var low = form(Number(map.low)), high = form(Number(map.high));
    var start = Number(map.start), end = Number(map.end);
    var place = function (x) { return start + (form(x) - low) / (high - low) * (end - start); };
    var lines = all(svg, '[data-axis="y"] line').map(function (line) { return Number(line.getAttribute('y1')); });
    var cursor = document.createElementNS('http://www.w3.org/2000/svg', 'line');
    cursor.setAttribute('class', 'hib-axis hib-cursor');
    cursor.setAttribute('y1', Math.min.apply(null, lines));
    cursor.setAttribute('y2', Math.max.apply(null, lines));
    cursor.style.display = 'none';
    svg.append(cursor);

    var list = figure.parentElement;
    if (list.previousElementSibling === null || !list.previousElementSibling.matches('.hint')) {
      var hint = document.createElement('p');
      hint.className = 'hint';
      hint.textContent = 'To read the values at a point, point at it or move the slider. To hide a curve, press its name.';
      list.before(hint);
    }
    var box = document.createElement('div');
    box.className = 'reader';
    figure.querySelector('figcaption').before(box);
    var group = make('div', box, '', 'curves');
    group.setAttribute('role', 'group');
    group.setAttribute('aria-label', 'Curves to show');
    var toggle = function (series) {
      var button = group.querySelector('[data-for="' + series + '"]');
      var isShown = button.getAttribute('aria-pressed') !== 'true';
      button.setAttribute('aria-pressed', String(isShown));
      all(svg, '[data-series="' + series + '"], [data-kept="' + series + '"]').forEach(function (part) {
        part.classList.toggle('hib-off', !isShown);
      });
      all(svg, '[data-legend="' + series + '"]').forEach(function (part) { part.classList.toggle('hib-out', !isShown); });
    };
    columns.forEach(function (column) {
      var button = make('button', group, column.name);
      button.type = 'button';
      button.dataset.for = column.series;
      button.setAttribute('aria-pressed', 'true');
      button.addEventListener('click', function () { toggle(column.series); });
      all(svg, '[data-legend="' + column.series + '"]').forEach(function (part) {
        part.style.cursor = 'pointer';
        part.addEventListener('click', function () { toggle(column.series); });
      });
    });
    var label = make('label', box, '');
    make('span', label, name);
    var slider = make('input', label);
    slider.type = 'range';
    slider.min = 0;
    slider.max = rows.length - 1;
    slider.value = rows.length - 1;
    var output = make('p', box, '', 'reading');
    var nearest = function (x) {
      var best = 0;
      xs.forEach(function (other, i) { if (Math.abs(xs[best] - x) > Math.abs(other - x)) best = i; });
      return best;
    };
    var textOf = function (i) {
      var cells = rows[i].children;
      return name + ' ' + cells[0].textContent + ': ' + columns.map(function (column) {
        return column.name + ' ' + cells[column.i].textContent;
      }).join(', ');
    };
    var show = function (x) {
      var i = nearest(x);
      slider.value = i;
      slider.setAttribute('aria-valuetext', textOf(i));
      output.textContent = textOf(i);
      cursor.setAttribute('x1', place(xs[i]));
      cursor.setAttribute('x2', place(xs[i]));
      cursor.style.display = '';
    };
    slider.setAttribute('aria-valuetext', textOf(rows.length - 1));
    output.textContent = textOf(rows.length - 1);
    readers.push({ name: name, show: show });
    slider.addEventListener('input', function () { pick(xs[Number(slider.value)], name); });
    svg.addEventListener('pointermove', function (event) {
      var rect = svg.getBoundingClientRect();
      var at = (event.clientX - rect.left) / rect.width * svg.viewBox.baseVal.width;
      if (start - 8 > at) return;
      if (at > end + 8) return;
      var share = (at - start) / (end - start);
      var value = low + share * (high - low);
      pick(map.form === 'log' ? Math.exp(value) : value, name);
    });
  });
  // A closed list hides from a search in the page and from printers that know no better.
  window.addEventListener('beforeprint', function () {
    all(document, 'details:not(.long):not([open])').forEach(function (part) { part.open = true; part.dataset.opened = ''; });
  });
  window.addEventListener('afterprint', function () {
    all(document, 'details[data-opened]').forEach(function (part) { part.open = false; delete part.dataset.opened; });
  });
})();
`;
