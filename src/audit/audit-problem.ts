/** Input that cannot be audited: what is wrong, where, and what to do about it. Exit code 2. */
export class AuditProblem extends Error {
  readonly where: string;
  readonly advice: string;

  constructor(what: string, where: string, advice: string) {
    super(`${where}: ${what}. ${advice}`);
    this.name = 'AuditProblem';
    this.where = where;
    this.advice = advice;
  }
}
