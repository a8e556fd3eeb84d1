"""What several rooms know of one case, put together for a situation report and for those who follow."""
