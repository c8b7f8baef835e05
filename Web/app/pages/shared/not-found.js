/** An address that is none, or none for this role. */
import { h } from '../../components/dom.js';

export function render({ root, t }) {
  root.append(h('h1', { text: t('notFound.title') }), h('p', { text: t('notFound.text') }),
    h('p', {}, h('a', { class: 'button', href: '#/', text: t('notFound.home') })));
}
