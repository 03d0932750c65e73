import { z } from 'zod';
import { DIAL_MODES } from '../core/campaign/campaign.js';

export const dialModeWire = z.enum(DIAL_MODES).describe('How contacts are put on the wire');
