/** Laboratory values and measurements, each as a series. */
import { h } from '../../components/dom.js';
import { observationKind, resultSeries } from '../../models/laboratory.js';
import { resultsView } from '../../viewers/results-view.js';

export function draw({ body, open, t }, chart) {
  // A series that somebody has opened stays open.
  if (body.querySelector('details[open]')) return;
  const all = resultSeries(chart.entries);
  const laboratory = all.filter((one) => observationKind(one.latest.entry) === 'laboratory');
  const others = all.filter((one) => !laboratory.includes(one));
  body.replaceChildren(
    h(
      'div',
      { class: 'stack' },
      resultsView(laboratory, { onOpen: open, title: t('results.laboratory') }),
      resultsView(others, { onOpen: open, title: t('results.vitals') }),
    ),
  );
}
