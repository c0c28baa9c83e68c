/** What the notices say, loaded with them. */
export const noticeWords = {
  updateReady: 'A new version is ready',
  reload: 'Reload',
  later: 'Later',
  offlineReady: {
    whole: 'Ready to be read without a network',
    texts: 'Ready to be read without a network, but for pictures that were not seen',
  },
  copyLost: 'This browser had removed what was kept here.',
  whatWasLost: 'What was lost',
  fine: 'Fine',
} as const;
