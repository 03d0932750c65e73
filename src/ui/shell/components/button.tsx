import type { ComponentProps } from 'react';
import styles from './button.module.css';

interface ButtonProps extends ComponentProps<'button'> {
  /** go: what the screen is for; stop: what ends or cuts; quiet: beside the matter. @default plain */
  readonly tone?: 'plain' | 'go' | 'stop' | 'quiet';
  /** Work is under way: it cannot be pressed again, and keeps its size and the focus. */
  readonly busy?: boolean;
}

export function Button({ tone = 'plain', busy = false, className, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      className={[styles['button'], styles[tone], className].filter(Boolean).join(' ')}
      onClick={(event) => {
        if (busy) {
          event.preventDefault();
        } else {
          onClick?.(event);
        }
      }}
    />
  );
}
