import type { TextsOf } from '../texts/texts.js';

/** These are the texts of the pages that a team replaces. */
export const pagesTexts = {
  dashboardLink: 'Dashboard',
  dashboardTitle: 'Dashboard',
  dashboardGreeting: 'You are logged in as {username}.',
  homeTitle: 'Welcome',
  homeInvitation: 'Log in to see your pages.',
  homeLogin: 'Log in',
  homeRegister: 'Register',
  homeGreeting: 'Hi, {username}!',
  toDashboard: 'Go to your dashboard',
} as const;

declare module '../texts/texts.js' {
  interface ProductTexts extends TextsOf<typeof pagesTexts> {}
}
