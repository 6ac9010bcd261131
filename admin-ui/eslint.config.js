import vue from 'eslint-plugin-vue';
import typescript from 'typescript-eslint';

export default [
  { ignores: ['target/**', 'node_modules/**'] },
  ...typescript.configs.recommended,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: typescript.parser } },
  },
  {
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'vue/no-v-html': 'error',
      'max-lines': ['error', 400],
      // line breaks are taste, and no reason to fail a build
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
    },
  },
  { files: ['*.mjs', 'browser/*.mjs'], rules: { 'no-console': 'off' } },
];
