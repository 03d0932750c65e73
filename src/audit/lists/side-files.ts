/** A file that may lie in the folder of lists. */
export interface SideFile {
  readonly name: string;
  readonly columns: readonly string[];
  readonly about: string;
}

const file = (name: string, columns: string, about: string): SideFile => ({
  name,
  columns: columns.split(','),
  about,
});

export const SIDE_FILES = {
  sp: file('sp.csv', 'phone,since', 'Não Me Ligue of São Paulo'),
  spAuthorised: file('sp_authorised.csv', 'phone,creditor_cnpj', 'creditors a listed consumer allowed'),
  pa: file('pa.csv', 'phone,cpf_hash,since', 'the list of Pará'),
  nmp: file('nmp.csv', 'phone,since', 'Não Me Perturbe'),
  optOut: file('optout.csv', 'phone,cpf_hash,purpose,since', 'opt-outs beside those in the log'),
  protocols: file('wrong_person_protocols.csv', 'attempt_id,protocol,t', 'protocols of wrong-person records'),
  paid: file('paid.csv', 'debt_id,since,status', 'debts that were paid or agreed'),
  agentStates: file('agent_states.csv', 'agent_id,state,reason,t_start,t_end', "the agents' states"),
  agentReleases: file('agent_releases.csv', 'agent_id,t', 'releases after abuse'),
  municipalHolidays: file('municipal_holidays.csv', 'ibge,date,name', 'holidays of municipalities'),
  amdAudit: file('amd_audit.csv', 'recording_id,amd,truth', 'recordings listened to for AMD'),
  salts: file('salts.csv', 'campaign_id,contact_id,salt', 'salts of the commitments in the hash chain'),
} as const satisfies Record<string, SideFile>;

export type SideFileName = keyof typeof SIDE_FILES;
