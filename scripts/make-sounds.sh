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

speak() { # speak NAME TEXT
  espeak-ng -v pt-br -s 172 -p 42 --stdout "$2" |
    sox -t wav - -r 8000 -c 1 -b 16 -e signed-integer "$1.wav" highpass 200 lowpass 3400 norm -6 silence 1 0.02 0.5% \
      pad 0.2 0.3
}

# Heard by a person for whom no agent was free in time: who called, how to call back, how to be left alone.
speak cadencia-abandonada "Olá. Você recebeu uma ligação da nossa central de atendimento. No momento, todos os \
atendentes estão ocupados. Para falar conosco, ligue para o número que aparece no seu telefone. Para não receber \
mais ligações, ligue para o mesmo número e escolha a opção nove. Obrigado."
# Left after the tone of an answering machine: says nothing of a debt, since anybody may hear it.
speak cadencia-recado "Olá. Esta é uma mensagem da nossa central de atendimento. Por favor, retorne a ligação para o \
número que aparece no seu telefone. Obrigado."
speak aviso-gravacao "Para sua segurança, esta ligação será gravada."
