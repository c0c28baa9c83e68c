/**
 * The magazine's printing inks. Every picture is made of these and no others, as if the set had been
 * printed on one press: four blues from night to mist, a green, a yellow, two reds, and two papers.
 */
export const ink = {
  night: '#16263d',
  sea: '#2c5878',
  shallow: '#7fa9b5',
  mist: '#cfdbd8',
  weed: '#5d7a5c',
  lamp: '#f0b541',
  brick: '#c4553a',
  clay: '#8a4a38',
  sand: '#dfc79c',
  paper: '#f4ead7',
} as const;

/** One of the inks by its colour value. */
export type Ink = (typeof ink)[keyof typeof ink];
