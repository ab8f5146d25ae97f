/** Face detectors: conversion of published weights, and evaluation on labeled photographs. */
package io.microexp.training.detector;
