/** A row of the agents' list, cut down to what is shown here. */
export interface AgentDetail {
  readonly id: string;
  readonly name: string;
  readonly demo: boolean;
  readonly active: boolean;
}
