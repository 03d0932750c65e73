import { type FormEvent, useState } from 'react';
import type { StatementOut } from '../../contract/billing-wire.js';
import { useChange } from '../admin/use-change.js';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { Dialog, DialogButtons } from '../shell/components/dialog.js';
import { Field } from '../shell/components/field.js';
import { useSession } from '../shell/session/session-context.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './billing.module.css';
import { BILLING_TEXTS } from './billing-texts.js';
import { BILLING, statementPath } from './use-billing.js';

type Move = 'submit' | 'return' | 'contest' | 'answer' | 'approve';

/** What the table of states lets a person do; the server asks it again. */
const MOVES: Readonly<Record<StatementOut['state'], readonly Move[]>> = {
  draft: ['submit'],
  review: ['approve', 'contest', 'return'],
  contested: ['answer'],
  approved: [],
  replaced: [],
};
const NEEDS_WHY: ReadonlySet<Move> = new Set(['contest', 'answer', 'return']);

/** The steps that may follow, each with its reason. */
export function StatementMoves({ statement }: { readonly statement: StatementOut }) {
  const say = useTexts(BILLING_TEXTS);
  const { may, session } = useSession();
  const [asked, setAsked] = useState<Move | null>(null);
  const submitter = statement.steps.findLast(({ move }) => move === 'submit' || move === 'answer')?.by;
  const isOwn = [statement.madeBy, submitter].includes(session.name);
  const moves = MOVES[statement.state].filter((move) =>
    move === 'approve' ? may('govern') && !isOwn : may('run'),
  );
  return (
    <>
      {moves.map((move) => (
        <Button
          key={move}
          tone={move === 'approve' || move === 'submit' || move === 'answer' ? 'go' : 'plain'}
          onClick={() => setAsked(move)}
        >
          {say(`move.${move}`)}
        </Button>
      ))}
      {statement.state === 'review' && isOwn ? (
        <span className={styles['note']}>{say('needOther')}</span>
      ) : null}
      {asked === null ? null : <MoveDialog id={statement.id} move={asked} onClose={() => setAsked(null)} />}
    </>
  );
}

interface DialogProps {
  readonly id: string;
  readonly move: Move;
  readonly onClose: () => void;
}

function MoveDialog({ id, move, onClose }: DialogProps) {
  const say = useTexts(BILLING_TEXTS);
  const { busy, run } = useChange(BILLING);
  const [why, setWhy] = useState('');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const path = `${statementPath(id)}/${move}`;
    if (await run(move, () => api('POST', path, { body: { why } }), say('done'))) {
      onClose();
    }
  };
  return (
    <Dialog title={say('moveTitle', { move: say(`move.${move}`), id })} onClose={onClose}>
      <form className={styles['stack']} onSubmit={(event) => void submit(event)}>
        <Field
          label={say('moveWhy')}
          required={NEEDS_WHY.has(move)}
          maxLength={1000}
          value={why}
          onChange={({ target }) => setWhy(target.value)}
        />
        <DialogButtons>
          <Button onClick={onClose}>{say('cancel')}</Button>
          <Button tone="go" type="submit" busy={busy !== null}>
            {say(`move.${move}`)}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}
