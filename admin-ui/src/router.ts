import { createRouter, createWebHistory } from 'vue-router';
import { whoAmI } from './session';

/** The pages; every one has an address of its own. */
export const router = createRouter({
  history: createWebHistory('/admin/'),
  routes: [
    { path: '/login', name: 'login', component: () => import('./pages/LoginPage.vue') },
    { path: '/', name: 'overview', component: () => import('./pages/OverviewPage.vue') },
    { path: '/groups', name: 'groups', component: () => import('./pages/GroupsPage.vue') },
    { path: '/groups/recent', name: 'recent', component: () => import('./pages/RecentPage.vue') },
    { path: '/groups/:id', name: 'group', component: () => import('./pages/GroupPage.vue'), props: true },
    { path: '/compensations', name: 'compensations', component: () => import('./pages/CompensationsPage.vue') },
    { path: '/compensations/:id', name: 'compensation', component: () => import('./pages/CompensationPage.vue'), props: true },
    { path: '/clients', name: 'clients', component: () => import('./pages/ClientsPage.vue') },
    { path: '/managers', name: 'managers', component: () => import('./pages/ManagersPage.vue') },
    { path: '/settings', name: 'settings', component: () => import('./pages/SettingsPage.vue') },
    { path: '/users', name: 'users', component: () => import('./pages/UsersPage.vue') },
    { path: '/audit', name: 'audit', component: () => import('./pages/AuditPage.vue') },
    { path: '/account', name: 'account', component: () => import('./pages/AccountPage.vue') },
    { path: '/:rest(.*)', redirect: '/' },
  ],
});

router.beforeEach(async (to) => {
  if (to.name === 'login') {
    return true;
  }
  try {
    return (await whoAmI()) ? true : { name: 'login', query: { to: to.fullPath } };
  } catch {
    // the manager does not answer: the page says so
    return true;
  }
});
