import { lazy } from 'react';
import { Route, Routes } from 'react-router';
import NotFound from '../NotFound';
import { Account } from './Account';

const Profile = lazy(() => import('./Profile'));
const Addresses = lazy(() => import('./Addresses'));
const Orders = lazy(() => import('./Orders'));
const Activity = lazy(() => import('./Activity'));
const Consents = lazy(() => import('./Consents'));
const Security = lazy(() => import('./Security'));

/** What is under /account: the home page need not know of it. */
export default function AccountPages() {
  return (
    <Routes>
      <Route element={<Account />}>
        <Route index element={<Profile />} />
        <Route path="addresses" element={<Addresses />} />
        <Route path="orders" element={<Orders />} />
        <Route path="activity" element={<Activity />} />
        <Route path="security" element={<Security />} />
        <Route path="consents" element={<Consents />} />
      </Route>
      <Route path="*" element={<NotFound />} />
    </Routes>
  );
}
