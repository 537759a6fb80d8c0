@echo off
chcp 65001 >nul
{command}
if errorlevel 1 pause
