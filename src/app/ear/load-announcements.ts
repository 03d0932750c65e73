import { basename } from 'node:path';
import { RECORDED_ANNOUNCEMENTS } from '../../core/ear/announcement.js';
import { AnnouncementLibrary, learnRecording } from '../../core/ear/announcement-library.js';
import { Spectrum } from '../../core/ear/spectrum.js';
import { readLabelledRecordings } from './labelled-recordings.js';

/** Settings of our own ear. */
export interface EarSettings {
  readonly earlyMedia: boolean;
  readonly announcementsFolder: string;
}

/** What sound before the answer is compared with; null where it is not listened to. */
export async function loadAnnouncements({
  earlyMedia,
  announcementsFolder,
}: EarSettings): Promise<AnnouncementLibrary | null> {
  if (!earlyMedia) {
    return null;
  }
  if (announcementsFolder === '') {
    return new AnnouncementLibrary([]);
  }
  const recordings = await readLabelledRecordings(announcementsFolder, RECORDED_ANNOUNCEMENTS);
  const spectrum = new Spectrum();
  return new AnnouncementLibrary(
    recordings.map(({ label, file, samples }) =>
      learnRecording(samples, { says: label, name: basename(file) }, spectrum),
    ),
  );
}
