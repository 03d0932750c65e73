import { Link, useRouteError } from 'react-router';
import { Button } from '../components/button.js';
import { SHELL_TEXTS } from '../texts/shell-texts.js';
import { useTexts } from '../texts/texts.js';

/** A screen that fell: the shell around it lives on, red button included. */
export function BrokenScreen() {
  const say = useTexts(SHELL_TEXTS);
  const error = useRouteError();
  return (
    <div role="alert">
      <p>{say('screenFailed', { why: error instanceof Error ? error.message : String(error) })}</p>
      <Button onClick={() => location.reload()}>{say('tryAgain')}</Button>
    </div>
  );
}

/** An address that leads nowhere, or to a screen of another role. */
export function NoScreen() {
  const say = useTexts(SHELL_TEXTS);
  return (
    <p>
      {say('notFound')} <Link to="/">{say('toHome')}</Link>
    </p>
  );
}
