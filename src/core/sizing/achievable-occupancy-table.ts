import type { OccupancyTable } from './occupancy-table.js';

/**
 * Measured, not computed: `npm run bench:occupancy -- --write` writes this file again after the strategy has changed.
 * Do not edit.
 */
export const ACHIEVABLE_OCCUPANCY: OccupancyTable = {
  source:
    'measured: the predictive strategy in the world of bench/pacing (npm run bench:occupancy), days of 3 to 8 hours after 30 minutes of learning',
  agents: [2, 5, 10, 20, 50, 150, 500],
  rows: [
    {
      abandonCap: 0.01,
      talkSeconds: 60,
      answerShare: 0.05,
      occupancy: [0.137, 0.383, 0.544, 0.638, 0.833, 0.921, 0.956],
    },
    {
      abandonCap: 0.01,
      talkSeconds: 60,
      answerShare: 0.1,
      occupancy: [0.223, 0.411, 0.565, 0.733, 0.804, 0.933, 0.974],
    },
    {
      abandonCap: 0.01,
      talkSeconds: 60,
      answerShare: 0.3,
      occupancy: [0.503, 0.586, 0.666, 0.766, 0.868, 0.936, 0.981],
    },
    {
      abandonCap: 0.01,
      talkSeconds: 200,
      answerShare: 0.05,
      occupancy: [0.338, 0.61, 0.585, 0.653, 0.851, 0.945, 0.976],
    },
    {
      abandonCap: 0.01,
      talkSeconds: 200,
      answerShare: 0.1,
      occupancy: [0.488, 0.664, 0.492, 0.725, 0.867, 0.938, 0.98],
    },
    {
      abandonCap: 0.01,
      talkSeconds: 200,
      answerShare: 0.3,
      occupancy: [0.741, 0.783, 0.796, 0.833, 0.913, 0.949, 0.98],
    },
    {
      abandonCap: 0.03,
      talkSeconds: 60,
      answerShare: 0.05,
      occupancy: [0.244, 0.537, 0.695, 0.782, 0.885, 0.952, 0.971],
    },
    {
      abandonCap: 0.03,
      talkSeconds: 60,
      answerShare: 0.1,
      occupancy: [0.377, 0.588, 0.695, 0.789, 0.885, 0.952, 0.986],
    },
    {
      abandonCap: 0.03,
      talkSeconds: 60,
      answerShare: 0.3,
      occupancy: [0.525, 0.644, 0.735, 0.814, 0.898, 0.96, 0.991],
    },
    {
      abandonCap: 0.03,
      talkSeconds: 200,
      answerShare: 0.05,
      occupancy: [0.54, 0.681, 0.738, 0.799, 0.922, 0.964, 0.986],
    },
    {
      abandonCap: 0.03,
      talkSeconds: 200,
      answerShare: 0.1,
      occupancy: [0.552, 0.706, 0.771, 0.861, 0.927, 0.966, 0.988],
    },
    {
      abandonCap: 0.03,
      talkSeconds: 200,
      answerShare: 0.3,
      occupancy: [0.778, 0.8, 0.855, 0.89, 0.937, 0.966, 0.989],
    },
  ],
};
