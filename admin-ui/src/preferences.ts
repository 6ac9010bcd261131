import { ref, watchEffect } from 'vue';

export type Language = 'en' | 'zh';

const LANGUAGE = 'tx.language';
const THEME = 'tx.theme';

const darkSystem = window.matchMedia('(prefers-color-scheme: dark)');

function firstLanguage(): Language {
  const kept = localStorage.getItem(LANGUAGE);
  if (kept === 'en' || kept === 'zh') {
    return kept;
  }
  return navigator.language.startsWith('zh') ? 'zh' : 'en';
}

function firstDark(): boolean {
  const kept = localStorage.getItem(THEME);
  return kept ? kept === 'dark' : darkSystem.matches;
}

/** In which language the pages speak. */
export const language = ref<Language>(firstLanguage());

/** Whether the pages are dark: as the system is, until somebody says otherwise. */
export const dark = ref(firstDark());

darkSystem.addEventListener('change', (event) => {
  if (!localStorage.getItem(THEME)) {
    dark.value = event.matches;
  }
});

export function choose(next: Language): void {
  language.value = next;
  localStorage.setItem(LANGUAGE, next);
}

export function toggleDark(): void {
  dark.value = !dark.value;
  localStorage.setItem(THEME, dark.value ? 'dark' : 'light');
}

watchEffect(() => {
  document.documentElement.classList.toggle('dark', dark.value);
  document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
});
