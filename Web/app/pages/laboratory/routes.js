/** Pages of those who perform orders: laboratory technicians and radiologists. */
const roles = ['laboratoryTechnician', 'radiologist'];
const texts = ['laboratory', 'clinical', 'entry', 'chart', 'practice'];

export const laboratoryRoutes = [
  {
    path: '/worklist', page: () => import('./worklist.js'), title: 'worklist.title', roles, texts,
    nav: { icon: 'flask', label: 'nav.worklist', order: 10 },
  },
  {
    path: '/worklist/done', page: () => import('./done.js'), title: 'worklist.done.title', roles, texts,
    under: '/worklist',
  },
  {
    path: '/worklist/:order', page: () => import('./order.js'), title: 'worklist.order', roles, texts,
    under: '/worklist',
  },
  {
    path: '/worklist/:order/result', page: () => import('./result.js'), title: 'worklist.result', roles, texts,
    under: '/worklist',
  },
];
