//! The sample back end: a pizza shop at `/am/sample/pizzashack/v1/api/`, as WSO2 ships it. Orders are kept in memory,
//! a bounded number of them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use model::Ambient;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Base path of the sample.
pub const BASE: &str = "/am/sample/pizzashack/v1/api";
const ORDERS: usize = 1_000;

const MENU: [(&str, &str, &str); 6] = [
    (
        "BBQ Chicken Bacon",
        "Grilled white chicken, hickory-smoked bacon and fresh sliced onions in barbecue sauce",
        "11.99",
    ),
    ("Chicken Parmesan", "Grilled chicken, fresh tomatoes, feta and mozzarella cheese", "10.99"),
    (
        "Chilly Chicken Cordon Bleu",
        "Spinach Alfredo sauce topped with grilled chicken, ham, onions and mozzarella",
        "12.99",
    ),
    (
        "Double Bacon 6Cheese",
        "Hickory-smoked bacon, Julienne cut Canadian bacon, Parmesan, mozzarella, Romano, Asiago and Fontina cheese",
        "9.99",
    ),
    (
        "Garden Fresh",
        "Slices onions and green peppers, gourmet mushrooms, black olives and ripe Roma tomatoes",
        "8.99",
    ),
    (
        "Hawaiian BBQ Chicken",
        "Grilled white chicken, hickory-smoked bacon, barbecue sauce topped with sweet pineapple",
        "7.99",
    ),
];

#[derive(Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Order {
    #[serde(default)]
    order_id: String,
    customer_name: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    credit_card_number: String,
    pizza_type: String,
    #[serde(default)]
    quantity: u32,
    #[serde(default)]
    delivered: bool,
}

#[derive(Clone)]
struct Shop {
    ambient: Ambient,
    orders: Arc<Mutex<BTreeMap<String, Order>>>,
}

impl Shop {
    fn orders(&self) -> MutexGuard<'_, BTreeMap<String, Order>> {
        self.orders.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The sample's routes.
pub fn router(ambient: Ambient) -> Router {
    let shop = Shop { ambient, orders: Arc::default() };
    let routes = Router::new()
        .route("/menu", get(menu))
        .route("/order", post(place))
        .route("/order/{id}", get(read).put(change).delete(cancel))
        .with_state(shop);
    Router::new().nest(BASE, routes)
}

async fn menu() -> Json<Value> {
    let entry = |(name, description, price): (&str, &str, &str)| json!({"name": name, "description": description, "price": price, "icon": "/images/6.png"});
    Json(MENU.map(entry).into_iter().collect())
}

async fn place(State(shop): State<Shop>, Json(mut order): Json<Order>) -> Response {
    // UUIDv7: the map's order is the order of arrival.
    order.order_id = shop.ambient.id();
    let mut orders = shop.orders();
    if orders.len() >= ORDERS {
        orders.pop_first();
    }
    orders.insert(order.order_id.clone(), order.clone());
    (StatusCode::CREATED, Json(order)).into_response()
}

async fn read(State(shop): State<Shop>, Path(id): Path<String>) -> Response {
    shop.orders().get(&id).map_or_else(missing, |order| Json(order.clone()).into_response())
}

async fn change(State(shop): State<Shop>, Path(id): Path<String>, Json(mut order): Json<Order>) -> Response {
    let mut orders = shop.orders();
    let Some(known) = orders.get_mut(&id) else { return missing() };
    order.order_id = id;
    *known = order.clone();
    Json(order).into_response()
}

async fn cancel(State(shop): State<Shop>, Path(id): Path<String>) -> Response {
    shop.orders().remove(&id).map_or_else(missing, |_| StatusCode::OK.into_response())
}

fn missing() -> Response {
    (StatusCode::NOT_FOUND, Json(json!({"message": "There is no such order"}))).into_response()
}
