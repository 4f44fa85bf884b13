import { lazy } from 'react';
import { BrowserRouter, Route, Routes } from 'react-router';
import { Layout } from './Layout';

const auth = () => import('../pages/auth/pages');
const Home = lazy(() => import('../pages/Home'));
const Category = lazy(() => import('../pages/Category'));
const Search = lazy(() => import('../pages/Search'));
const Product = lazy(() => import('../pages/Product'));
const Cart = lazy(() => import('../pages/Cart'));
const Wishlist = lazy(() => import('../pages/Wishlist'));
const Checkout = lazy(() => import('../pages/Checkout'));
const Pay = lazy(() => import('../pages/Pay'));
const Order = lazy(() => import('../pages/Order'));
const SignIn = lazy(() => auth().then((pages) => ({ default: pages.SignIn })));
const SignUp = lazy(() => auth().then((pages) => ({ default: pages.SignUp })));
const Confirm = lazy(() => auth().then((pages) => ({ default: pages.Confirm })));
const Forgot = lazy(() => auth().then((pages) => ({ default: pages.Forgot })));
const Reset = lazy(() => auth().then((pages) => ({ default: pages.Reset })));
const AccountPages = lazy(() => import('../pages/account/AccountPages'));
const Privacy = lazy(() => import('../pages/Privacy'));
const NotFound = lazy(() => import('../pages/NotFound'));

export function Pages() {
  return (
    <Routes>
      <Route element={<Layout />}>
        <Route index element={<Home />} />
        <Route path="categories/:categoryId" element={<Category />} />
        <Route path="search" element={<Search />} />
        <Route path="products/:handle" element={<Product />} />
        <Route path="cart" element={<Cart />} />
        <Route path="wishlist" element={<Wishlist />} />
        <Route path="checkout" element={<Checkout />} />
        <Route path="orders/:orderId" element={<Order />} />
        <Route path="orders/:orderId/pay" element={<Pay />} />
        <Route path="sign-in" element={<SignIn />} />
        <Route path="sign-up" element={<SignUp />} />
        <Route path="confirm" element={<Confirm />} />
        <Route path="forgot" element={<Forgot />} />
        <Route path="reset" element={<Reset />} />
        <Route path="privacy" element={<Privacy />} />
        <Route path="account/*" element={<AccountPages />} />
        <Route path="staff" element={<SignIn />} />
        <Route path="*" element={<NotFound />} />
      </Route>
    </Routes>
  );
}

export function App() {
  return (
    <BrowserRouter>
      <Pages />
    </BrowserRouter>
  );
}
