//! `/apis/{apiId}/ratings` and `/apis/{apiId}/user-rating`.

use serde_json::json;

use super::D;
use super::world::World;

#[tokio::test]
async fn ratings_are_given_averaged_shown_and_taken_back() {
    let w = World::start().await;
    let api = w.publish("Pizza", json!({})).await;
    let (all, own) = (format!("{D}/apis/{api}/ratings"), format!("{D}/apis/{api}/user-rating"));
    assert_eq!(w.dev.get(&own).await.expect(200)["rating"], 0);
    for (user, stars) in [(&w.dev, 1), (&w.dev, 5), (&w.other, 4)] {
        let rated = user.put(&own, &json!({"rating": stars})).await.expect(200);
        assert_eq!(rated["rating"], stars);
    }
    for bad in [json!(0), json!(6), json!(-1), json!(4.5), json!("4")] {
        w.dev.put(&own, &json!({"rating": bad})).await.expect(400);
    }
    let list = w.dev.get(&all).await.expect(200);
    let told = (&list["avgRating"], &list["userRating"], &list["count"]);
    assert_eq!(told, (&json!("4.5"), &json!(5), &json!(2)));
    assert_eq!(w.app.anonymous().get(&all).await.expect(200)["userRating"], 0);
    let list = w.app.anonymous().get(&format!("{D}/apis")).await.expect(200);
    assert_eq!(list["list"][0]["avgRating"], "4.5");
    assert_eq!(w.dev.get(&format!("{D}/apis/{api}")).await.expect(200)["avgRating"], "4.5");

    w.dev.delete(&own).await.expect(200);
    w.dev.delete(&own).await.expect(200);
    assert_eq!(w.dev.get(&all).await.expect(200)["avgRating"], "4.0");
    w.app.anonymous().put(&own, &json!({"rating": 1})).await.expect(401);
    w.app.as_user("dev", "apim:api_key").await.put(&own, &json!({"rating": 1})).await.expect(401);
    w.stranger().await.put(&own, &json!({"rating": 1})).await.expect(404);
}
