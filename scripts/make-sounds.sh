#!/bin/bash
# make-sounds.sh: speaks the default messages of asterisk-config/sounds with espeak-ng (Brazilian Portuguese) and
# stores them as 8 kHz mono WAV, the format that Asterisk plays without conversion. The results are committed; run it
# again only to change the wording (apt-get install espeak-ng sox). An operation replaces them by its own voice,
# under the same names.
set -euo pipefail
cd "$(dirname "$(realpath "$0")")/../asterisk-config/sounds"
for program in espeak-ng sox; do
  command -v "$program" >/dev/null || { echo "make-sounds: apt-get install espeak-ng sox" >&2; exit 1; }
done

speak() { # speak NAME TEXT [SILENCE BEFORE AND AFTER]
  espeak-ng -v pt-br -s 172 -p 42 --stdout "$2" |
    sox -t wav - -r 8000 -c 1 -b 16 -e signed-integer "$1.wav" highpass 200 lowpass 3400 norm -6 silence 1 0.02 0.5% \
      pad ${3:-0.2 0.3}
}

# Heard by a person for whom no agent was free in time: who called, how to call back, how to be left alone.
speak cadencia-abandonada "Olá. Você recebeu uma ligação da nossa central de atendimento. No momento, todos os \
atendentes estão ocupados. Para falar conosco, ligue para o número que aparece no seu telefone. Para não receber \
mais ligações, ligue para o mesmo número e escolha a opção nove. Obrigado."
# Left after the tone of an answering machine: says nothing of a debt, since anybody may hear it.
speak cadencia-recado "Olá. Esta é uma mensagem da nossa central de atendimento. Por favor, retorne a ligação para o \
número que aparece no seu telefone. Obrigado."
speak aviso-gravacao "Para sua segurança, esta ligação será gravada."

# Two whom an agent left with each other hear this before their call ends.
speak aviso-fim-ligacao "Atenção. Esta ligação será encerrada em um minuto."
# What an agent hears while a number rings: 425 Hz, one second in five (Anatel's plan of tones).
sox -n -r 8000 -c 1 -b 16 tom-chamando.wav synth 1 sine 425 gain -12 fade t 0.01 1 0.01 pad 0 4
# What whoever answers a test call hears: 1004 Hz (ITU-T O.6), five seconds of it with short rests.
sox -n -r 8000 -c 1 -b 16 tom-teste.wav synth 1 sine 1004 gain -13 fade t 0.01 1 0.01 pad 0 0.2 repeat 4

# Calls that come in: while a caller waits. Phrases and numbers are put together.
speak fila-posicao "Sua posição na fila é:" "0.2 0.05"
speak fila-posicao-mais "Há mais de dez pessoas antes de você."
speak fila-espera "Você será atendido em até" "0.2 0.05"
speak fila-espera-mais "O tempo de espera é de mais de" "0.2 0.05"
speak fila-minuto "minuto." "0.03 0.3"
speak fila-minutos "minutos." "0.03 0.3"
speak fila-obrigado "Obrigado por aguardar. Continue na linha, por favor."
speak fila-oferta-retorno "Se preferir, ligamos para você quando chegar a sua vez. Para isso, tecle um. Para \
continuar aguardando, fique na linha."
speak fila-retorno-aceito "Combinado. Ligaremos para o número de onde você está falando. Obrigado."
speak fila-fechada "Nosso atendimento está fechado neste momento. Por favor, ligue em nosso horário de atendimento. Obrigado."
speak numero-e "e" "0.02 0.02"
for number in $(seq 1 20) 30 40 50 60 70 80 90 100; do
  speak "numero-$number" "$number" "0.03 0.05"
done
speak numero-cento "cento" "0.02 0.02"
# A first menu, as docs/inbound.md has it.
speak ura-boas-vindas "Olá. Você ligou para a nossa central de atendimento. Para falar com um atendente, tecle um. Para \
receber uma ligação nossa, tecle dois. Para não receber mais ligações, tecle nove."
speak ura-opcao-invalida "Opção inválida."
speak ura-ligaremos "Ligaremos para o número de onde você está falando. Obrigado."
speak ura-descadastro "Seu pedido foi registrado. Este número não receberá mais as nossas ligações. Obrigado."
