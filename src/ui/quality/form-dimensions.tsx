import type { QualityFormOut } from '../../contract/quality-wire.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './quality.module.css';
import { QUALITY_TEXTS } from './quality-texts.js';

type Item = QualityFormOut['dimensions'][number]['items'][number];

/** What an item costs, in words. */
export function useItemWeight(): (item: Item) => string {
  const say = useTexts(QUALITY_TEXTS);
  return (item) =>
    item.kind === 'NCF' ? say(`reach.${item.reach}`) : say(`kind.${item.kind}`, { n: item.points });
}

/** What a form asks, dimension by dimension. */
export function FormDimensions({ form }: { readonly form: QualityFormOut }) {
  const say = useTexts(QUALITY_TEXTS);
  const weightOf = useItemWeight();
  return (
    <div className={styles['dimensions']}>
      {form.dimensions.map((dimension) => (
        <section key={dimension.id}>
          <h3>
            {dimension.name} · {say('points', { n: dimension.points })}
          </h3>
          <ul className={styles['items']}>
            {dimension.items.map((item) => (
              <li key={item.id}>
                {item.text} <span className="soft">({weightOf(item)})</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
