#: loopback
cd ~/orders
sed --in-place 's/"0\.0\.0\.0:8000"/"127.0.0.1:8000"/' compose.yaml
docker compose up --detach --wait app
curl --silent --show-error http://localhost:8080/orders

#: loopback-cure
sed --in-place 's/"127\.0\.0\.1:8000"/"0.0.0.0:8000"/' compose.yaml
docker compose up --detach --wait app
curl --silent --show-error --fail --retry 15 --retry-all-errors --retry-delay 1 http://localhost:8080/orders

#: old-address
docker compose run --rm --no-deps --env DATABASE_URL=postgresql://orders:kept-in-a-file@127.0.0.1/orders report

#: other-network
docker run --rm --env-file app.env orders-app /opt/orders/report.py

#: other-owner
docker compose run --rm --user 901:901 report

#: new-password
echo another > db-password.txt
docker compose up --detach --wait --force-recreate db
docker compose run --rm --env DATABASE_URL=postgresql://orders:another@db/orders report

#: new-password-cure
docker compose exec -T db psql --username=orders orders << 'EOF'
alter role orders password 'another';
EOF
sed --in-place 's/:kept-in-a-file@/:another@/' app.env
docker compose up --detach --wait
docker compose run --rm report
docker compose exec app sh -c 'cat /srv/orders/reports/*.txt'
