/** What a page, and a JSON answer, tells of an account. */
export interface ShownUser {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly createdAt: string;
}
