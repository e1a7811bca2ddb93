/** A page, and a JSON answer, tells this of an account. */
export interface ShownUser {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly createdAt: string;
}
