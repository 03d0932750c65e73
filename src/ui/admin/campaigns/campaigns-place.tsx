import { Route, Routes } from 'react-router';
import { CampaignList } from './campaign-list.js';
import { CampaignPage } from './campaign-page.js';
import { CampaignWizard } from './campaign-wizard.js';

/** Campaigns: the list, a new one, one of them. */
export function CampaignsPlace() {
  return (
    <Routes>
      <Route index element={<CampaignList />} />
      <Route path="new" element={<CampaignWizard />} />
      <Route path=":id" element={<CampaignPage />} />
    </Routes>
  );
}
