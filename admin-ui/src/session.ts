import { ref } from 'vue';
import { get, post, Problem, type Me } from './api';

/** Who is logged in; undefined before that is known, null if nobody. */
export const me = ref<Me | null | undefined>(undefined);

/** Asks the manager who is logged in, once. */
export async function whoAmI(): Promise<Me | null> {
  if (me.value === undefined) {
    try {
      me.value = await get<Me>('/session');
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.status !== 401) {
        throw problem;
      }
      me.value = null;
    }
  }
  return me.value;
}

export async function logIn(name: string, password: string): Promise<void> {
  me.value = await post<Me>('/session', { name, password });
}

export async function logOut(): Promise<void> {
  await post('/session/end');
  me.value = null;
}
