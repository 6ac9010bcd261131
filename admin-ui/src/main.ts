import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query';
import { createApp } from 'vue';
import 'element-plus/theme-chalk/base.css';
import 'element-plus/theme-chalk/dark/css-vars.css';
import App from './App.vue';
import { Problem } from './api';
import { i18n } from './i18n';
import { router } from './router';
import { me } from './session';
import './style.css';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      refetchInterval: 10_000,
      retry: (failures, problem) => failures < 2 && problem instanceof Problem && problem.status >= 500,
    },
  },
});

// a session that is over is noticed by whichever page reads next
queries.getQueryCache().subscribe((event) => {
  const problem = event.query.state.error;
  if (event.type === 'updated' && problem instanceof Problem && problem.status === 401 && me.value) {
    me.value = null;
    const from = router.currentRoute.value;
    if (from.name !== 'login') {
      void router.push({ name: 'login', query: { to: from.fullPath } });
    }
  }
});

createApp(App).use(router).use(i18n).use(VueQueryPlugin, { queryClient: queries }).mount('#app');
