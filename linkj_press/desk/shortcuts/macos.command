#!/bin/sh
{command} || { echo 'Enter: 閉じる / close'; read -r _; }
