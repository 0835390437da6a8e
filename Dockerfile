# The same JupyterLab as `npm start`, in a container:
#   docker build -t lai-loss .
#   docker run --rm --init -p 127.0.0.1:8888:8888 lai-loss
# then open the address that it prints. To keep what you change, add -v "$PWD/notebooks:/home/node/lai-loss/notebooks".

# what kernel-setup.sh asks for; the devcontainer stops here
FROM node:22-bookworm-slim AS tools
# fonts: saved PNGs have text only where the system has some; procps: the kernel's processes can be looked at
RUN apt-get update \
  && apt-get install -y --no-install-recommends python3 python3-venv git ca-certificates fonts-liberation procps \
  && rm -rf /var/lib/apt/lists/*
USER node

FROM tools AS lab
WORKDIR /home/node/lai-loss
COPY --chown=node:node . .
RUN bash kernel-setup.sh
EXPOSE 8888
CMD ["node", "dist/cli.js", "notebook", "lab", "--no-browser", "--ip=0.0.0.0", "--port=8888"]
