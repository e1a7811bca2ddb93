"""(c) Flask-Login in the shape of its tutorials: Flask-SQLAlchemy for the user, Flask-Session for sessions in Redis."""
import os

import redis
from flask import Flask, jsonify, redirect, render_template, request
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user
from flask_session import Session
from flask_sqlalchemy import SQLAlchemy
from werkzeug.security import check_password_hash

files = os.environ["FILES"]
app = Flask(__name__, template_folder=os.path.join(files, "jinja"), static_folder=os.path.join(files, "public"))
app.config.update(
    SECRET_KEY="the session secret of a benchmark",
    SQLALCHEMY_DATABASE_URI=os.environ["DATABASE_URL"],
    SESSION_TYPE="redis",
    SESSION_REDIS=redis.from_url(os.environ["REDIS_URL"]),
)
Session(app)
db = SQLAlchemy(app)
login_manager = LoginManager(app)


class User(UserMixin, db.Model):
    __tablename__ = "users"
    id = db.Column(db.Integer, primary_key=True)
    username = db.Column(db.String(20), unique=True)
    email = db.Column(db.String(254), unique=True)
    werkzeug_hash = db.Column(db.String(255))
    created_at = db.Column(db.DateTime(timezone=True))


@login_manager.user_loader
def load_user(user_id):
    return User.query.get(int(user_id))


@app.route("/")
def front():
    return render_template("front.html")


@app.route("/health")
def health():
    return jsonify(status="ok")


@app.route("/login", methods=["POST"])
def login():
    user = User.query.filter_by(username=request.form["username"]).first()
    if user is None or not check_password_hash(user.werkzeug_hash, request.form["password"]):
        return "wrong", 401
    login_user(user)
    return redirect("/dashboard")


@app.route("/dashboard")
@login_required
def dashboard():
    return render_template("dashboard.html")


@app.route("/profile")
@login_required
def profile():
    user = current_user
    return jsonify(user={"id": user.id, "username": user.username, "email": user.email, "createdAt": user.created_at})
