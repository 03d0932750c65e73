import type { AnnouncementPart } from './announcement.js';

/** A higher place is told as "more than ten before you". */
const MOST_PLACE = 10;
const WHOLE_NUMBERS = 20;

/** The sounds of a piece of an announcement, as `scripts/make-sounds.sh` speaks them; one file a phrase or number. */
export function announcementSounds(part: AnnouncementPart): readonly string[] {
  switch (part.kind) {
    case 'position':
      return part.position > MOST_PLACE
        ? ['fila-posicao-mais']
        : ['fila-posicao', ...numberSounds(part.position)];
    case 'within':
      return ['fila-espera', ...numberSounds(part.minutes), minutes(part.minutes)];
    case 'overMinutes':
      return ['fila-espera-mais', ...numberSounds(part.minutes), minutes(part.minutes)];
    case 'thanks':
      return ['fila-obrigado'];
  }
}

function minutes(count: number): string {
  return count === 1 ? 'fila-minuto' : 'fila-minutos';
}

/** A whole number from 1 to 199 as it is said: vinte e um. */
function numberSounds(count: number): readonly string[] {
  if (count === 100) {
    return ['numero-100'];
  }
  if (count > 100) {
    return ['numero-cento', 'numero-e', ...numberSounds(count - 100)];
  }
  const units = count % 10;
  return count <= WHOLE_NUMBERS || units === 0
    ? [`numero-${count}`]
    : [`numero-${count - units}`, 'numero-e', `numero-${units}`];
}
