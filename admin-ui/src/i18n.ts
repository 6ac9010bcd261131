import { watch } from 'vue';
import { createI18n } from 'vue-i18n';
import en from './locales/en';
import zh from './locales/zh';
import { language } from './preferences';

export const i18n = createI18n({
  legacy: false,
  locale: language.value,
  fallbackLocale: 'en',
  messages: { en, zh },
});

watch(language, (next) => (i18n.global.locale.value = next));
