"""What the sample brand went through. All of it is made up; no brand, person or post of it exists."""

from __future__ import annotations

BRAND = {
    "slug": "nhan-hang-mau",
    "name": "Thương hiệu mẫu",
    "short_name": "Thương hiệu mẫu",
    "hotline": "1900 0000",
    "official_channel": "nhanhangmau.example",
    "press_contact": "bao-chi@nhanhangmau.example",
}
WATCH_WORDS = ["thương hiệu mẫu", "trà mẫu"]

#: Posts: hours ago, platform, author, reach, text.
POSTS = (
    (60, "facebook", "Bạn đọc 1", 120, "Trà mẫu vị chanh uống ổn, giá cũng dễ chịu."),
    (55, "forum", "Bạn đọc 2", 40, "Thương hiệu mẫu giao hàng nhanh, đóng gói cẩn thận."),
    (50, "facebook", "Bạn đọc 3", 300, "Có ai thấy trà mẫu dạo này ngọt hơn trước không?"),
    (47, "tiktok", "Bạn đọc 4", 5200, "Mở hộp trà mẫu mới, bao bì đẹp hơn hẳn."),
    (40, "news", "Báo mẫu", 9000, "Thương hiệu mẫu mở thêm hai cửa hàng trong tháng này."),
    (30, "facebook", "Bạn đọc 5", 210, "Tổng đài thương hiệu mẫu gọi ba lần không ai nghe máy."),
    (26, "forum", "Bạn đọc 6", 75, "Hỏi thật: trà mẫu có dùng chất bảo quản không?"),
    (20, "facebook", "Bạn đọc 7", 800, "Trà mẫu có mùi lạ, cả nhà tôi không dám uống nữa."),
    (19, "facebook", "Bạn đọc 8", 950, "Tôi cũng gặp chai trà mẫu có mùi lạ, đã chụp ảnh lại."),
    (18, "tiktok", "Bạn đọc 9", 24000, "Cảnh báo mọi người: trà mẫu có mùi lạ, đừng mua lúc này!"),
    (17, "forum", "Bạn đọc 10", 160, "Trà mẫu có mùi lạ, đòi trả hàng thì cửa hàng không chịu."),
    (16, "facebook", "Bạn đọc 11", 420, "Nghe nói thương hiệu mẫu sắp phải thu hồi cả lô trà."),
    (15, "news", "Báo mẫu", 15000, "Người dùng phản ánh trà mẫu có mùi lạ, hãng chưa lên tiếng."),
    (14, "facebook", "Bạn đọc 12", 130, "Đồn thôi, tôi uống trà mẫu hôm qua vẫn bình thường."),
    (9, "facebook", "Bạn đọc 13", 60, "Thương hiệu mẫu đã trả lời tôi, hẹn kiểm tra lô hàng."),
    (3, "forum", "Bạn đọc 14", 45, "Chờ kết quả kiểm nghiệm của thương hiệu mẫu rồi hãy nói."),
)  # fmt: skip

#: Cases: status, severity, type, hours ago, title, what is said, and how far it came.
OPEN_CASE = {
    "status": "verifying",
    "severity": "moderate",
    "kind": "product_safety",
    "hours": 17,
    "title": "Khách phản ánh trà có mùi lạ",
    "summary": "Từ một bài đăng, trong ba giờ có mười bài tương tự; một tờ báo đã hỏi.",
}
OLD_CASES = (
    {
        "status": "closed",
        "severity": "moderate",
        "kind": "service_outage",
        "hours": 24 * 40,
        "title": "Tổng đài ngừng nửa ngày",
        "summary": "Nhà mạng bảo trì không báo trước; khách không gọi được từ 8 giờ đến 12 giờ.",
    },
    {
        "status": "false_alarm",
        "severity": "watch",
        "kind": "rumour_fake_news",
        "hours": 24 * 12,
        "title": "Tin đồn đóng cửa hàng: báo động giả",
        "summary": "Một cửa hàng sửa biển hiệu; người qua đường chụp ảnh và đoán là đóng cửa.",
    },
)
QUESTIONS = (
    (
        "Lô nào bị phản ánh, còn bao nhiêu hàng ngoài thị trường?",
        "Which batch is meant, and how much of it is on the market?",
        "confirmed",
    ),
    (
        "Kết quả kiểm nghiệm mẫu lưu nói gì?",
        "What does the laboratory say about the kept sample?",
        "open",
    ),
)
TASKS = (
    ("Giữ lại mẫu của lô bị phản ánh", "Keep samples of the batch", "done"),
    ("Gọi lại cho mười khách đã phản ánh", "Call back the ten customers", "open"),
    ("Soạn lời tạm thời", "Draft the holding text", "open"),
)
FACT = (
    "Các phản ánh đều về lô T-0526, sản xuất ngày 12/05.",
    "All complaints are about batch T-0526, made on 12 May.",
)
CLAIM = "Thương hiệu mẫu sắp thu hồi toàn bộ trà trên thị trường"
NOTES = (
    "Đã gọi cho phòng kiểm nghiệm, hẹn kết quả trong 24 giờ.",
    "Báo mẫu hỏi lúc 10 giờ; hẹn trả lời trước 16 giờ.",
)
HOLDING = {
    "title_vi": "Về phản ánh trà có mùi lạ",
    "title_en": "On reports of an unusual smell in our tea",
    "text_vi": "Chúng tôi đã nhận được phản ánh về lô T-0526 và đang kiểm tra mẫu lưu. Khách hàng "
    "có chai thuộc lô này xin ngừng dùng và gọi 1900 0000 để đổi. Chúng tôi sẽ thông tin tiếp "
    "ngay khi có kết quả.",
    "text_en": "We have received reports about batch T-0526 and are testing the kept sample. If you "
    "have a bottle of this batch, please do not drink it and call 1900 0000 to exchange it. We "
    "will say more as soon as there is a result.",
}
SIGNAL = "Bài đăng “mùi lạ” tăng nhanh từ tối qua"
