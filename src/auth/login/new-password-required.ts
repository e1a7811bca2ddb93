declare module '../../log/security-events.js' {
  interface AccountEventCatalogue {
    'new-password-required': true;
  }
}

/** The account's next login asks for a new password: its module declares the event, and logins and the console announce it. */
export const NEW_PASSWORD_REQUIRED = 'new-password-required';
