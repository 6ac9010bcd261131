import type { QueryClient } from '@tanstack/vue-query';
import { ref } from 'vue';

/** Whether the pages hear at once what changes; if not, they read again every ten seconds. */
export const live = ref(false);

interface Change {
  began: string[];
  changed: string[];
  ended: string[];
}

/** Listens to the manager, and has read again whatever changed. Returns how to stop. */
export function listen(queries: QueryClient): () => void {
  const events = new EventSource('/api/v1/events');
  const all = () => {
    live.value = true;
    void queries.invalidateQueries();
  };
  events.addEventListener('reset', all);
  events.addEventListener('hello', () => (live.value = true));
  events.addEventListener('groups', (event) => {
    const change = JSON.parse((event as MessageEvent<string>).data) as Change;
    void queries.invalidateQueries({ queryKey: ['overview'] });
    void queries.invalidateQueries({ queryKey: ['groups'] });
    void queries.invalidateQueries({ queryKey: ['compensations'] });
    for (const id of [...change.changed, ...change.ended]) {
      void queries.invalidateQueries({ queryKey: ['group', id] });
      void queries.invalidateQueries({ queryKey: ['compensation', id] });
    }
  });
  events.onerror = () => {
    live.value = false;
    // refused for good, for instance because the session is over: the next read says so
    if (events.readyState === EventSource.CLOSED) {
      void queries.invalidateQueries();
    }
  };
  return () => {
    live.value = false;
    events.close();
  };
}
