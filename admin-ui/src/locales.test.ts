import { expect, test } from 'vitest';
import en from './locales/en';
import zh from './locales/zh';

function keys(texts: object, before = ''): string[] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string' ? [before + key] : keys(value as object, `${before}${key}.`),
  );
}

function texts(messages: object): Map<string, string> {
  const all = new Map<string, string>();
  for (const key of keys(messages)) {
    all.set(key, key.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], messages) as string);
  }
  return all;
}

test('both languages have the same keys', () => {
  expect(keys(zh).sort()).toEqual(keys(en).sort());
});

test('a text has the same values to fill in, in both languages', () => {
  const chinese = texts(zh);
  for (const [key, text] of texts(en)) {
    const named = (one: string) => [...one.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
    expect(named(chinese.get(key) ?? ''), key).toEqual(named(text));
  }
});

test('no Chinese text was left in English', () => {
  const english = texts(en);
  for (const [key, text] of texts(zh)) {
    if (/[a-z]{4}/i.test(english.get(key) ?? '')) {
      expect(text, key).not.toEqual(english.get(key));
    }
  }
});
