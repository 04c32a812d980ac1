#: up
cd ~/shop && docker compose up --detach --wait
curl --silent --show-error --data '3 apples' http://localhost:8080/

#: new-version
cd ~/shop && { test -e app/app.py.1.0 || cp app/app.py app/app.py.1.0; } &&
  sed --in-place 's/f"shop {/f"The shop {/' app/app.py &&
  echo 'SHOP_VERSION=1.1' >> .env &&
  docker compose build app

#: what-would-change
docker compose --dry-run up --detach

#: update
cd ~/shop && docker compose up --detach --wait
curl --silent --show-error --retry 10 --retry-all-errors --retry-delay 1 --fail http://localhost:8080/

#: order
curl --silent --show-error --data '5 pears' http://localhost:8080/

#: roll-back
cd ~/shop && sed --in-place 's/^SHOP_VERSION=1.1$/SHOP_VERSION=1.0/' .env &&
  docker compose up --detach --wait
curl --silent --show-error --retry 10 --retry-all-errors --retry-delay 1 --fail http://localhost:8080/

#: fixed-port
cd ~/shop && docker compose up --detach --scale web=2

#: fixed-name
docker run --detach --name shop-fixed-name --network shop_front --publish 8082:80 nginx:1.29 sh -c \
  'echo "server { listen 80; location / { proxy_pass http://app:8000; } }" > /etc/nginx/conf.d/default.conf && exec nginx -g "daemon off;"'

#: scale
cd ~/shop && docker compose up --detach --wait --scale app=3
docker compose ps --quiet app | wc --lines

#: three-answer
sleep 6
for _ in $(seq 30); do
  curl --silent --show-error http://localhost:8080/ | head --lines=1
done | sort --unique | wc --lines

#: one-answers
for _ in 1 2 3 4 5 6 7 8 9; do
  curl --silent --show-error http://localhost:8082/ | head --lines=1
done | sort --unique | wc --lines
docker rm --force shop-fixed-name

#: scale-back
cd ~/shop && docker compose up --detach --wait --scale app=1
docker compose ps --quiet app | wc --lines

#: pull
cd ~/shop && docker compose pull web db &&
  docker compose up --detach --wait

#: clean-up
cd ~/shop && docker compose down &&
  mv app/app.py.1.0 app/app.py &&
  sed --in-place '/^SHOP_VERSION=1\.[01]$/d' .env
docker image rm shop-app:1.1
